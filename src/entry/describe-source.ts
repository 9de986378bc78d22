import type { JsonObject } from '#core/json.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import type { SourceDescription } from './sync-source.ts';

/** A source of `twigkit.yaml`. `folder` is that of the file: relative paths start there. */
export function describeSource(source: SourceConfig, folder: string): SourceDescription {
  return {
    name: source.name,
    type: source.type,
    // The connector parses its own options; YAML gives nothing that JSON could not hold.
    config: {
      ...(source.config as JsonObject),
      ...(source.public === undefined ? {} : { public: source.public }),
    },
    folder,
    // The API knows four names; a cron line is kept by whoever runs the schedule.
    syncFrequency: typeof source.syncFrequency === 'string' ? source.syncFrequency : 'manual',
    delivery: source.delivery,
    namespace: source.namespace,
    anchors: source.anchors,
    restricted: source.restricted,
  };
}
