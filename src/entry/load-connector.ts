import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectors } from '#connectors';
import type { Connector } from '#core/connector.ts';
import { FixInputError } from '#core/errors.ts';
import { isOwnConnector } from '#runtime/config/own-connector.ts';
import { asError } from '#util/as-error.ts';

/**
 * The connector of a source's type: one of our list, or the one that a module of the user's exports.
 *
 * @param folder where a relative path starts.
 * @throws FixInputError when there is none of that type, or the module is missing, broken or exports none.
 */
export async function loadConnector(type: string, folder: string): Promise<Connector> {
  const load = connectors[type];
  if (load) return load();
  if (isOwnConnector(type)) return loadOwnConnector(resolve(folder, type));
  throw new FixInputError(`There is no connector of type "${type}".`, {
    code: 'connector_unknown',
    hint: `Write one of: ${Object.keys(connectors).join(', ')}, or the path of your own: ./my-connector.ts.`,
  });
}

async function loadOwnConnector(path: string): Promise<Connector> {
  if (!existsSync(path)) {
    throw new FixInputError(`There is no connector at ${path}.`, {
      code: 'connector_missing',
      hint: 'Correct the type of the source: a path starts at the folder of twigkit.yaml.',
    });
  }
  const exported = await importModule(path);
  const found = Object.values(exported).filter(isConnector);
  // One that is exported twice, by its name and as the default, is one.
  const [connector, ...others] = new Set(found);
  if (connector && others.length === 0) return connector;
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new FixInputError(
    `${path} exports ${connector ? 'several connectors' : 'no connector'} (${names}).`,
    {
      code: 'connector_exports',
      hint: 'Export what defineConnector returned, and no other connector.',
    },
  );
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new FixInputError(
      `The connector at ${path} cannot be loaded: ${asError(cause).message}.`,
      {
        code: 'connector_broken',
        hint: 'Run it with "node" alone to see where it breaks.',
        cause,
      },
    );
  }
}

function isConnector(value: unknown): value is Connector {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'connect' in value &&
    typeof value.connect === 'function'
  );
}
