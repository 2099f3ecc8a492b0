/** A command was given what it can't use; ends with exit code 2. */
export class WrongUse extends Error {
  readonly code = "WRONG_USE";
}
