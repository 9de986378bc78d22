import { type Connector, defineConnector } from '#kit';
import { checkSlack } from './check.ts';
import type { SlackContext } from './client.ts';
import { contentConfig } from './content-config.ts';
import { getDocument } from './get.ts';
import { openLive } from './live-source.ts';
import { options, type SlackConfig } from './options.ts';
import { readChannelDays, type SlackCursor } from './read.ts';
import type { SlackReading } from './slack-reading.ts';

/** Reads the channels of a Slack workspace, or of an export of one. See README.md beside this file. */
export const slack: Connector = {
  type: 'slack',
  connect: (config, surroundings) => describe().connect(config, surroundings),
};

/** Anew for each connection: names, channels and rates are learnt once in its life. */
function describe(): Connector {
  let opened: Promise<SlackReading> | undefined;
  const open = (context: SlackContext) => {
    opened ??= openReading(context).catch((error: unknown) => {
      // The next one who asks shall try again.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return defineConnector<SlackConfig, SlackCursor>({
    type: 'slack',
    revision: 1,
    options,
    contentConfig,
    async *scopes(context) {
      const reading = await open(context);
      for await (const { id, name } of reading.channels()) yield { id, title: `#${name}` };
    },
    async *read(context, scope, from) {
      const desk = await (await open(context)).openDesk(scope.id);
      return yield* readChannelDays(desk, context, from);
    },
    async get(context, scope, id) {
      return getDocument(await (await open(context)).openDesk(scope.id), id);
    },
    check: checkSlack,
  });
}

async function openReading(context: SlackContext): Promise<SlackReading> {
  const { exportPath, workspaceUrl } = context.config;
  if (exportPath === undefined || workspaceUrl === undefined) return openLive(context);
  const { openExport } = await import('./export/open-export.ts');
  return openExport(context, { exportPath, workspaceUrl });
}
