import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';
import type { SourceDescription } from '../sync-source.ts';
import type { Project } from './load-project.ts';
import type { World } from './world.ts';

/**
 * What a command line means: names of configured sources, or paths, or with neither every
 * configured source.
 *
 * @throws FixInputError when a word is neither, or when there is nothing to do.
 */
export function selectSources(
  words: readonly string[],
  project: Pick<Project, 'sources'>,
  world: Pick<World, 'cwd'>,
): readonly SourceDescription[] {
  const sources =
    words.length === 0
      ? project.sources
      : words.map(
          (word) =>
            project.sources.find(({ name }) => name === word) ??
            sourceOfPath(word, world.cwd, project),
        );
  if (sources.length === 0) {
    throw new FixInputError(
      'There is nothing to sync: no path was named and no source is configured.',
      {
        code: 'no_sources',
        hint: 'Name a folder (twigkit sync docs), or write a twigkit.yaml with: twigkit init',
      },
    );
  }
  return sources;
}

/** A path on the command line is a file source, named after its last part. */
export function sourceOfPath(
  path: string,
  cwd: string,
  project: Pick<Project, 'sources'>,
): SourceDescription {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) {
    const configured = project.sources.map(({ name }) => `"${name}"`).join(', ');
    throw new FixInputError(`"${path}" is neither a path nor a configured source.`, {
      code: 'source_unknown',
      hint:
        configured === ''
          ? 'Correct the path. No sources are configured in twigkit.yaml.'
          : `Correct the path, or name one of the ${plural(project.sources.length, 'source')}: ${configured}.`,
    });
  }
  return {
    name: basename(absolute),
    type: 'file',
    config: { path: absolute },
    folder: cwd,
    syncFrequency: 'manual',
    delivery: 'auto',
    namespace: 'default',
    anchors: 'github',
    restricted: 'skip',
  };
}
