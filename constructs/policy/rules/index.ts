import type { PolicyRule } from "../rule";
import { dataPlaneWrite } from "./data-plane-write";
import { immutableData } from "./immutable-data";
import { keysEnabled } from "./keys-enabled";
import { missingTags } from "./missing-tags";
import { noDiagnostics } from "./no-diagnostics";
import { noOwner } from "./no-owner";
import { oldTls } from "./old-tls";
import { publicBlobAccess } from "./public-blob-access";
import { publicNetwork } from "./public-network";
import { secretInOutput } from "./secret-in-output";
import { unprotectedData } from "./unprotected-data";
import { wideRole } from "./wide-role";

/** Every rule that the stacks are held to; a rule is a file of its id. */
export const RULES: readonly PolicyRule[] = [
  publicBlobAccess,
  oldTls,
  keysEnabled,
  publicNetwork,
  noDiagnostics,
  missingTags,
  noOwner,
  dataPlaneWrite,
  secretInOutput,
  wideRole,
  unprotectedData,
  immutableData,
];
