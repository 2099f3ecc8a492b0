export { linearModel as linear } from "./linear-model";
