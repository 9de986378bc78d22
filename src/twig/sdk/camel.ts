/** `data_source_ids` as `dataSourceIds`. */
export type CamelKey<Key extends string> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelKey<Tail>>}`
  : Key;

/**
 * A type of the wire contract as this client shows it: names in camelCase, everything readonly,
 * null as undefined. A record with free keys (`config`, `metadata`) belongs to the user and stays as
 * it is.
 */
export type Camel<Wire> = Wire extends null
  ? undefined
  : Wire extends readonly (infer Entry)[]
    ? readonly Camel<Entry>[]
    : Wire extends object
      ? string extends keyof Wire
        ? Readonly<Wire>
        : {
            readonly [Key in keyof Wire as Key extends string ? CamelKey<Key> : never]: Camel<
              Wire[Key]
            >;
          }
      : Wire;

/** `Shown` with every field but the named ones optional: what a server may leave out. */
export type Lenient<Shown, Required extends keyof Shown> = Pick<Shown, Required> &
  Partial<Omit<Shown, Required>>;

/** `dataSourceIds` as `data_source_ids`. */
export function snakeKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
