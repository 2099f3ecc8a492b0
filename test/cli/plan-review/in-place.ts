/** A change in place: the attributes before (none: it is made) and after (`"unknown"`: not known yet), and what is told of it. */
export type InPlace = readonly [type: string, before: object, after: object, ...says: string[]];
