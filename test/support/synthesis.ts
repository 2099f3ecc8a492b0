import { addPlatform, type PlatformProps } from "../../stacks/platform";
import { type Synthesized, synth } from "./synth";

export const platformOf = (props: PlatformProps): Synthesized => synth((app) => addPlatform(app, props));
