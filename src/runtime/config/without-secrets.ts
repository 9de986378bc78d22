import type { Json, JsonObject } from '#core/json.ts';
import { secretName } from './secret-name.ts';

/**
 * The options of a source as somebody may see them who does not read it: secrets are left out, and so
 * are user and password of an address.
 *
 * @example
 * withoutSecrets({ url: 'https://me:pw@wiki.example', api_token: 'abc' }) // { url: 'https://wiki.example' }
 */
export function withoutSecrets(options: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([name]) => !secretName.test(name))
      .map(([name, value]) => [name, shown(value)]),
  );
}

function shown(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return value.replace(/^(\w[\w+.-]*:\/\/)[^/?#]*@/, '$1');
  if (Array.isArray(value)) return value.map((one: Json) => shown(one) ?? null);
  return isObject(value) ? withoutSecrets(value) : value;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
