/** Says one problem of a model.yaml, by its path in the file. */
export type Say = (path: string, expected: string, got: string, remedy: string) => void;
