import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { FixInputError, StopRunError } from '#core/errors.ts';
import type { Verdict } from '#evals/compare-runs.ts';
import { renderHtml } from '#evals/report/html.ts';
import { renderJson } from '#evals/report/json.ts';
import { renderJunit } from '#evals/report/junit.ts';
import { renderMarkdown } from '#evals/report/markdown.ts';

const formats = ['md', 'html', 'junit', 'json'] as const;

/** One file that a verdict is written to. */
export interface ReportFile {
  readonly format: (typeof formats)[number];
  readonly path: string;
}

const formatByExtension: Readonly<Record<string, ReportFile['format']>> = {
  md: 'md',
  markdown: 'md',
  html: 'html',
  htm: 'html',
  xml: 'junit',
  json: 'json',
};

/**
 * Reads `html:report.html`; without a format the ending of the file tells.
 *
 * @throws FixInputError when neither does.
 */
export function parseReportFile(text: string): ReportFile {
  const [, word, rest] = /^(md|html|junit|json):(.+)$/.exec(text) ?? [];
  const named = formats.find((format) => format === word);
  if (named !== undefined && rest !== undefined) return { format: named, path: rest };
  const extension = /\.(\w+)$/.exec(text)?.[1]?.toLowerCase() ?? '';
  const format = formatByExtension[extension];
  if (format !== undefined && !/^\w{2,}:/.test(text)) return { format, path: text };
  throw new FixInputError(`The report ${JSON.stringify(text)} has no format.`, {
    code: 'report_format',
    hint: 'Write --report html:report.html; the formats are md, html, junit and json.',
  });
}

/** @throws StopRunError when a file cannot be written. */
export function writeReports(
  verdict: Verdict,
  reports: readonly ReportFile[],
  { cwd, startedAt }: { readonly cwd: string; readonly startedAt: number },
): void {
  const render = {
    md: () => renderMarkdown(verdict),
    html: () => renderHtml(verdict),
    junit: () => renderJunit(verdict, { startedAt, hostname: hostname() }),
    json: () => renderJson(verdict),
  };
  for (const { format, path } of reports) {
    try {
      const file = resolve(cwd, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, render[format]());
    } catch (cause) {
      throw new StopRunError(`The report ${path} cannot be written.`, {
        code: 'report_unwritable',
        hint: 'Name a file in a folder that is writable.',
        cause,
      });
    }
  }
}
