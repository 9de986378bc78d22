import { renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { DocumentText } from '../../contract/connector/subject.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  type Documents,
} from '../../contract/connector.ts';
import { commitAll, writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource } from './file-source.ts';

const markdown = ({ title, text }: DocumentText) => `# ${title}\n\n${text}\n`;

/** A folder of Markdown files; `settle` does after each change what its users would. */
function folderSubject(settle: (folder: string) => void): ConnectorSubject {
  return {
    noNetwork: 'it reads the file system and opens no connection',
    noSecrets: 'it is given no credentials',
    open: async (documents) => folderWorld(documents, settle),
  };
}

function folderWorld(documents: Documents, settle: (folder: string) => void): ConnectorWorld {
  const folder = temporaryFolder();
  const root = folder.path;
  const paths = new Map<string, string>();
  const pathOf = (name: string) => paths.get(name) ?? `docs/${name}.md`;
  /** Two edits within one tick of the disk's clock would look like one. */
  let age = 1_000;
  const write = (name: string, document: DocumentText) => {
    writeFiles(root, { [pathOf(name)]: markdown(document) });
    const seconds = Date.now() / 1000 - age;
    age -= 1;
    utimesSync(join(root, pathOf(name)), seconds, seconds);
  };
  const relocate = (name: string, to: string) => {
    writeFiles(root, { [to]: '' });
    renameSync(join(root, pathOf(name)), join(root, to));
    paths.set(name, to);
    settle(root);
  };
  for (const [name, document] of Object.entries(documents)) write(name, document);
  settle(root);

  return {
    secrets: [],
    connect: (signal) => fileSource({ path: root }, { signal }),
    async put(name, document) {
      write(name, document);
      settle(root);
    },
    async remove(name) {
      rmSync(join(root, pathOf(name)));
      settle(root);
    },
    move: async (name) => relocate(name, `moved/${name}.md`),
    rename: async (name) => relocate(name, `docs/renamed-${name}.md`),
    async spoil(name) {
      writeFiles(root, { [pathOf(name)]: Uint8Array.of(0x23, 0x20, 0xc3, 0x28, 0xff, 0x0a) });
      settle(root);
    },
    async repair(name) {
      const document = documents[name];
      if (document) write(name, document);
      settle(root);
    },
    async darken() {
      renameSync(root, `${root}-elsewhere`);
    },
    async [Symbol.asyncDispose]() {
      rmSync(`${root}-elsewhere`, { recursive: true, force: true });
      folder[Symbol.dispose]();
    },
  };
}

describe('the file connector on a plain folder', () => {
  const subject = folderSubject(() => undefined);
  it.each(connectorContract)('$name', ({ run }) => run(subject));
});

describe('the file connector on a git work tree', () => {
  const subject = folderSubject((folder) => {
    commitAll(folder, 'Change');
  });
  it.each(connectorContract)('$name', ({ run }) => run(subject), 60_000);
});
