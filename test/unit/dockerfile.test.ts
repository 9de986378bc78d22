import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'dockerfilelint';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const lint = (text: string) => run(root, text).map(({ line, title }) => `${line}: ${title}`);

describe('the Dockerfile', () => {
  it('has nothing that the linter complains of', () => {
    expect(lint(dockerfile)).toEqual([]);
  });

  it('would be complained of if it were wrong', () => {
    expect(lint(dockerfile.replace('install -y', 'install'))).not.toEqual([]);
    expect(
      lint(dockerfile.replace('FROM node:24-slim AS build', 'FROM node AS build')),
    ).not.toEqual([]);
  });

  it('copies what exists, and what .dockerignore lets through', () => {
    const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names = '']) => names.split(' '),
    );

    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    expect(copied.filter((name) => !ignore.includes(`!${name}`))).toEqual([]);
  });

  it('runs as nobody special, in exec form, with its state on a volume and its health checked', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'));

    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^ENTRYPOINT \["tini", "--", "node"/m);
    expect(last).toMatch(/^CMD \["worker"/m);
    expect(last).toMatch(/^VOLUME \["\/data"\]$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
  });
});
