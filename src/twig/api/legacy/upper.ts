/** The enums of v1 as these calls write them: `CEDAR`. */
export function upperAll<const Names extends readonly [string, ...string[]]>(names: Names) {
  // A mapped tuple keeps its length; `map` forgets it.
  return names.map((name) => name.toUpperCase()) as unknown as {
    readonly [Index in keyof Names]: Uppercase<Names[Index]>;
  };
}
