type Fields = Readonly<Record<string, unknown>>;

/** What stands in an answer in place of a secret; sent back, it means: as it was. */
export const hidden = '[hidden]';

const secretName =
  /token|secret|password|passphrase|credential|api_?key|private_?key|authorization|cookie/i;

/** The name of a header says little of what it carries, so no value of theirs is shown. */
const secretFields = /^headers$/i;

/** A configuration as it may be shown to whoever may read it, but not use its credentials. */
export function hideSecrets(config: Fields): Record<string, unknown> {
  return mapFields(config, (name, value) => {
    if (secretFields.test(name) && isFields(value)) return mapFields(value, () => hidden);
    if (secretName.test(name) && hidesSomething(value)) return hidden;
    return isFields(value) ? hideSecrets(value) : value;
  });
}

/** A configuration that was read, changed and sent back: what was hidden is what it was before. */
export function restoreSecrets(config: Fields, before: Fields): Record<string, unknown> {
  return mapFields(config, (name, value) => {
    const old = before[name];
    if (value === hidden && old !== undefined) return old;
    return isFields(value) ? restoreSecrets(value, isFields(old) ? old : {}) : value;
  });
}

function hidesSomething(value: unknown): boolean {
  return value !== null && value !== '' && typeof value !== 'boolean';
}

function mapFields(
  fields: Fields,
  change: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, change(name, value)]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
