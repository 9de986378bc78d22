import { describe, expect, it } from 'vitest';
import { checkWebhookSecrets } from '#entry/doctor/check-webhooks.ts';
import { gatherFindings } from '#entry/doctor/checkup.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { cli } from '../../support/run-cli.ts';

const now = Date.UTC(2026, 0, 15);
const secret = (notBefore: number | undefined, notAfter: number | undefined) => ({
  id: 'current',
  value: 'whsec',
  notBefore,
  notAfter,
});

describe('the doctor', () => {
  it('finds nothing wrong with a folder of files', async () => {
    const { path: cwd } = projectFolder({
      'docs/a.md': '# A\n',
      'twigkit.yaml': 'sources: [{ name: Handbook, type: file, config: { path: docs } }]\n',
    });

    const { exitCode, out } = await cli(['doctor', '--json'], { cwd });

    const { ok, checks } = JSON.parse(out);
    expect([exitCode, ok]).toEqual([0, true]);
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      'data folder',
      'Twig',
      'webhooks',
      'Handbook (file)',
    ]);
  });

  it('goes on behind what is missing, and says how to mend each', async () => {
    const { path: cwd } = projectFolder({
      'docs/a.md': '# A\n',
      'twigkit.yaml': `sources:
  - { name: Gone, type: file, config: { path: nowhere } }
  - { name: Wrong, type: file, config: { paht: docs } }
  - { name: Handbook, type: file, config: { path: docs } }
`,
    });

    const { exitCode, out } = await cli(['doctor'], { cwd });
    const one = await cli(['doctor', 'Handbook'], { cwd });

    expect(exitCode).toBe(1);
    expect(out).toMatch(/Gone \(file\)\n {2}MISSING .*nowhere[\s\S]*Wrong \(file\)\n {2}MISSING/);
    expect(out).toMatch(/Did you mean|path/);
    expect(out).toMatch(/Handbook \(file\)\n {2}ok/);
    expect(out).toContain('2 things to mend.');
    expect(one.exitCode).toBe(0);
  });

  it('says that there is no API key for a Twig somewhere else', async () => {
    const { path: cwd } = projectFolder();

    const { exitCode, out } = await cli(['doctor', '--base-url', 'http://127.0.0.1:9'], { cwd });

    expect(exitCode).toBe(1);
    expect(out).toMatch(/Twig\n {2}MISSING .*\n.*TWIG_API_KEY/);
  });

  it('refuses the name of a source that is not configured', async () => {
    const { path: cwd } = projectFolder();

    const { exitCode, err } = await cli(['doctor', 'Handbok'], { cwd });

    expect(exitCode).toBe(2);
    expect(err).toContain('Handbok');
  });

  it('holds webhook secrets against the clock', () => {
    const stateOf = (...secrets: Parameters<typeof checkWebhookSecrets>[0]) =>
      [...checkWebhookSecrets(secrets, now)].map(({ ok }) => ok);

    expect(stateOf()).toEqual([true]);
    expect(stateOf(secret(undefined, undefined))).toEqual([true]);
    expect(stateOf(secret(undefined, now))).toEqual([false]);
    expect(stateOf(secret(now + 1, undefined))).toEqual([false]);
    expect(stateOf(secret(undefined, now), secret(now, undefined))).toEqual([true, true]);
  });

  it('takes what a check throws for what it found', async () => {
    async function* check() {
      yield { ok: true, subject: 'sign in' };
      throw new Error('The line is dead.');
    }

    const findings = await gatherFindings('check it', check, new AbortController().signal);

    expect(findings).toEqual([
      { ok: true, subject: 'sign in' },
      { ok: false, subject: 'check it', message: 'The line is dead.' },
    ]);
  });
});
