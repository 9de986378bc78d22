/**
 * A receiver in a process of its own, to be killed: `node receiver-process.ts FOLDER SECRET`.
 * Its first line on stdout is its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { systemClock } from '#core/clock.ts';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { createReceiver } from '#webhook/create-receiver.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { openInboxDatabase } from './inbox-database.ts';

const [folder, secret] = process.argv.slice(2);
if (folder === undefined || secret === undefined) throw new Error('Name a folder and a secret.');

const receive = createReceiver({
  secrets: [{ id: 'current', value: secret }],
  clock: systemClock,
  hmac: nodeHmac,
  inbox: createSqliteInbox(openInboxDatabase(folder), systemClock),
  jobFor: (_event, messageId) => ({ kind: 'webhook', payload: { messageId } }),
});
const server = createServer(getRequestListener(receive));
server.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has an address with one.
  console.log((server.address() as AddressInfo).port);
});
