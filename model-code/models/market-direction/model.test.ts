import { checkModel } from "../../../test/support/check-model";

checkModel(__dirname);
