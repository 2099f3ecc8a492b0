import type { Check } from "../check";
import { budget } from "./budget";
import { chromium } from "./chromium";
import { cluster } from "./cluster";
import { files } from "./files";
import { git } from "./git";
import { ids } from "./ids";
import { kubelogin } from "./kubelogin";
import { nativeModules } from "./native-modules";
import { node } from "./node";
import { organization } from "./organization";
import { packages } from "./packages";
import { providers } from "./providers";
import { quota } from "./quota";
import { registry } from "./registry";
import { resourceProviders } from "./resource-providers";
import { roles } from "./roles";
import { signIn } from "./sign-in";
import { state } from "./state";
import { subscription } from "./subscription";
import { terraform } from "./terraform";

/** All checks, what others rest on first. To add one is to add a file and a line. */
export const CHECKS: readonly Check[] = [
  node,
  packages,
  nativeModules,
  chromium,
  git,
  terraform,
  kubelogin,
  providers,
  files,
  ids,
  budget,
  signIn,
  subscription,
  organization,
  state,
  registry,
  resourceProviders,
  quota,
  roles,
  cluster,
];
