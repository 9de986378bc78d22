import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { openStore } from '#entry/open-store.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { sampleDocs } from '../support/sample-docs.ts';

const config = `sources:
  - { name: Handbook, type: file, config: { path: docs }, sync_frequency: daily, freshness: 36h }
  - { name: Missing, type: file, config: { path: nowhere } }
`;

function openProject() {
  const { path: cwd } = projectFolder({ ...sampleDocs, 'twigkit.yaml': config });
  return {
    cwd,
    run: (...args: readonly string[]) => cli(args, { cwd }),
    json: async () => JSON.parse((await cli(['status', '--json'], { cwd })).out),
    /** Leaves a job in the store that failed for good. */
    async leaveDeadJob(): Promise<string> {
      const store = await openStore({ dataDir: `${cwd}/.twigkit`, clock: systemClock });
      const { id } = await store.queue.enqueue({ kind: 'eval', payload: { suite: 'a.yaml' } });
      const job = await store.queue.lease({ worker: 't', leaseMs: 1_000, kinds: ['eval'] });
      if (job === undefined) throw new Error('The job is not due.');
      await store.queue.fail(job, { reason: 'The suite is gone.', final: true });
      await store.close();
      return id;
    },
  };
}

describe('twigkit status', () => {
  it('says of a folder in which nothing ran that nothing ran, and makes none', async () => {
    const { run, cwd } = openProject();

    const first = await run('status');
    const second = await run('status', '--data', 'mistyped');

    expect([first.exitCode, second.exitCode]).toEqual([2, 2]);
    expect(first.err).toContain(`There is no state in ${cwd}/.twigkit`);
    expect(second.err).toContain('--data');
  });

  it('tells of each source how it stands, with counts, problem and cure', async () => {
    const { run, json } = openProject();
    await run('sync');

    const { out, exitCode } = await run('status');
    const { sources, needs_attention } = await json();

    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^Handbook {2}good +good \d\.\d s ago \(may be 36 h 00 min\); next in 2\d h/m,
    );
    expect(out).toContain('3 added');
    expect(out).toMatch(/^Missing {3}failed +no good sync yet; no run is planned/m);
    expect(out).toContain('Correct the path "nowhere"');
    expect(needs_attention).toBe(true);
    expect(sources).toMatchObject([
      {
        name: 'Handbook',
        state: 'good',
        stale: false,
        age_seconds: expect.any(Number),
        objective_seconds: 129_600,
        failures: 0,
        last_sync: { outcome: 'good', counts: { added: 3, documents: 3 }, problem: null },
      },
      {
        name: 'Missing',
        state: 'failed',
        last_good_sync: null,
        next_run: null,
        last_sync: { outcome: 'failed', problem: { code: 'root_missing' } },
      },
    ]);
  });

  it('is not moved by a plan, which syncs nothing', async () => {
    const { run, json } = openProject();
    await run('sync', 'Handbook', '--plan');

    expect((await json()).sources[0]).toMatchObject({ state: 'never', last_sync: null });
  });

  it('exits 1 with --check only when somebody should do something', async () => {
    const { run, leaveDeadJob } = openProject();
    await run('sync', 'Handbook');

    const calm = await run('status', '--check');
    const id = await leaveDeadJob();
    const alarmed = await run('status', '--check');

    expect([calm.exitCode, alarmed.exitCode]).toEqual([0, 1]);
    expect(alarmed.out).toContain(`dead    ${id} (eval, `);
    expect(alarmed.out).toContain('1 failure): The suite is gone.');
    expect(alarmed.out).toContain('twigkit jobs retry');
  });
});

describe('twigkit jobs', () => {
  it('shows dead jobs, for people and for machines', async () => {
    const { run, leaveDeadJob } = openProject();
    const id = await leaveDeadJob();

    const people = await run('jobs');
    const machines = await run('jobs', 'dead', '--json');

    expect(people.out).toMatch(
      new RegExp(`^${id} {2}eval {2}.*after 1 failure: The suite is gone`),
    );
    expect(JSON.parse(machines.out)).toMatchObject({
      id,
      kind: 'eval',
      key: null,
      payload: { suite: 'a.yaml' },
      attempts: 1,
    });
  });

  it('lets one be tried again', async () => {
    const { run, json, leaveDeadJob } = openProject();
    const id = await leaveDeadJob();

    const retried = await run('jobs', 'retry', id);
    const again = await run('jobs', 'retry', id);

    expect(retried).toMatchObject({ exitCode: 0, out: '1 job due now: a worker takes them' });
    expect(again).toMatchObject({ exitCode: 1, err: expect.stringContaining('no dead job') });
    expect((await json()).queue).toMatchObject([{ kind: 'eval', due: 1, dead: 0 }]);
  });

  it('forgets every one', async () => {
    const { run, json, leaveDeadJob } = openProject();
    await leaveDeadJob();
    await leaveDeadJob();

    const { out } = await run('jobs', 'discard', '--all');

    expect(out).toBe('2 jobs forgotten');
    expect((await json()).dead_jobs).toEqual([]);
  });

  it.each([
    [['retry'], 'No job was named to retry.'],
    [['discard', 'job_1', '--all'], 'Both --all and single jobs'],
    [['revive'], "'revive' is invalid"],
  ])('refuses %j', async (args, message) => {
    const { run, leaveDeadJob } = openProject();
    await leaveDeadJob();

    const { exitCode, err } = await run('jobs', ...args);

    expect(exitCode).toBe(2);
    expect(err).toContain(message);
  });
});
