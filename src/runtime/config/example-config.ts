import { stringify } from 'yaml';

export interface ExampleConfig {
  /** The data source's name. */
  readonly name?: string;
  /** The folder of documents, relative to the file. */
  readonly folder?: string;
  /** Where the suite lies, relative to the file. */
  readonly suite?: string;
}

/** A starter `twigkit.yaml` for a folder of documents, with the next steps as comments. */
export function exampleConfig({
  name = 'Documentation',
  folder = 'docs',
  suite = 'evals/docs.yaml',
}: ExampleConfig = {}): string {
  return `# twigkit.yaml: what to sync, and how to tell that the answers stay good.
# "twigkit config" prints what is in force. \${NAME} and \${NAME:-default} come from the environment.

api:
  # Empty: the embedded server, with no account. Twig itself: https://api.twig.so
  base_url: "\${TWIG_BASE_URL:-}"
  api_key: "\${TWIG_API_KEY:-}"

sources:
  - name: ${scalar(name)} # the data source it fills, made if missing
    type: file
    config:
      path: ${scalar(folder)}
      include: ["**/*.md", "**/*.html", "**/*.txt"]
      exclude: []
      # published_url: https://docs.example.com # citations then lead to the published pages
    sync_frequency: daily # hourly, daily, weekly, manual, or "0 6 * * 1-5 Europe/Berlin"

  # - name: Website
  #   type: website
  #   config: { url: https://docs.example.com, max_pages: 1000 }
  #   sync_frequency: daily

suites:
  - path: ${scalar(suite)}
    on: [data_source.synced]
    baseline: evals/baseline.json

# For the webhook receiver. List the old and the new secret while one replaces the other.
# webhooks:
#   secrets:
#     - { id: current, value: "\${TWIG_WEBHOOK_SECRET}" }
`;
}

export interface ExampleSuite {
  /** A document that is there, by its path. */
  readonly path?: string;
  /** Where the path is counted from. */
  readonly countedFrom?: string;
  /** A question that it answers. */
  readonly question?: string;
}

/** A starter suite of one question. */
export function exampleSuite({
  path = 'docs/README.md',
  countedFrom = 'the git root',
  question = 'How do I get started?',
}: ExampleSuite = {}): string {
  return `# Questions that your readers ask, and where the answer stands.
# "twigkit eval" turns red when an answer is no longer found.

questions:
  - id: first-question # keep it when you reword the question: baselines go by it
    question: ${scalar(question)}
    targets:
      - path: ${scalar(path)} # from ${countedFrom}
        # anchor: installation # the heading's slug, when one section holds the answer
    # critical: true # red whenever the answer is missing, baseline or not
`;
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, defaultStringType: 'PLAIN' }).trim();
}
