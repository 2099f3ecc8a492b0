export { linearModel as logistic } from "./linear-model";
