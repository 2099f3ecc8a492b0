import { App } from "cdktf";
import { addPlatform, type PlatformProps } from "./platform";
import { untraced } from "./untraced";

/** Writes all stacks of all environments; nothing waits, and nothing is written if one of them was wrong. */
export const writePlatform = (props: PlatformProps): void =>
  untraced(() => {
    const app = new App();
    addPlatform(app, props);
    app.synth();
  });
