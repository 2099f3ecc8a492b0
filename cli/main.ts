import { commandLine } from "./command-line";

void commandLine(process.argv.slice(2));
