/** A question that the manual answers, and pages on which the answer stands. */
export interface Answerable {
  readonly question: string;
  readonly pages: readonly string[];
}

/**
 * Questions about the PostgreSQL 15 manual. They were written down before the rule that is proven with
 * them was first run on the manual, and the rule was set with questions about other documents.
 */
export const answerable: readonly Answerable[] = [
  {
    question: 'How do I roll back to a savepoint?',
    pages: ['sql-rollback-to', 'tutorial-transactions', 'sql-savepoint'],
  },
  {
    question: 'Which privilege is needed to create a schema in a database?',
    pages: ['sql-createschema', 'ddl-priv', 'ddl-schemas'],
  },
  {
    question: 'How can I build an index without locking out writes to the table?',
    pages: ['sql-createindex', 'indexes-intro', 'sql-reindex'],
  },
  {
    question: 'What does the autovacuum daemon do?',
    pages: ['routine-vacuuming', 'runtime-config-autovacuum'],
  },
  { question: 'How do I dump a single table with pg_dump?', pages: ['app-pgdump', 'backup-dump'] },
  { question: 'What is the default value of shared_buffers?', pages: ['runtime-config-resource'] },
  {
    question: 'How can I see the queries that are currently running?',
    pages: ['monitoring-stats', 'monitoring'],
  },
  {
    question: 'How do I configure streaming replication on a standby server?',
    pages: ['warm-standby', 'runtime-config-replication'],
  },
  {
    question: 'What happens to dependent objects when I drop a table with CASCADE?',
    pages: ['sql-droptable', 'ddl-depend'],
  },
  {
    question: 'How do I import a CSV file into a table?',
    pages: [
      'sql-copy',
      'app-psql',
      'populate',
      'tutorial-populate',
      'file-fdw',
      'runtime-config-logging',
    ],
  },
  {
    question: 'What is the difference between json and jsonb?',
    pages: ['datatype-json', 'functions-json'],
  },
  { question: 'How do I set a timeout for statements?', pages: ['runtime-config-client'] },
  {
    question: 'Which authentication methods can be used in pg_hba.conf?',
    pages: ['auth-pg-hba-conf', 'auth-methods', 'client-authentication'],
  },
  {
    question: 'How are deadlocks detected and resolved?',
    pages: ['explicit-locking', 'runtime-config-locks'],
  },
  {
    question: 'How do I define a trigger function in PL/pgSQL?',
    pages: [
      'plpgsql-trigger',
      'sql-createtrigger',
      'trigger-definition',
      'triggers',
      'trigger-example',
    ],
  },
  {
    question: 'How do I partition a table by range?',
    pages: ['ddl-partitioning', 'sql-createtable'],
  },
  { question: 'What does SELECT FOR UPDATE lock?', pages: ['explicit-locking', 'sql-select'] },
  {
    question: 'How can I restore a backup to a point in time?',
    pages: ['continuous-archiving', 'runtime-config-wal'],
  },
  {
    question: 'What is a TOAST table?',
    pages: ['storage-toast', 'storage-file-layout', 'storage'],
  },
  {
    question: 'How do I encrypt columns with pgcrypto?',
    pages: ['pgcrypto', 'encryption-options'],
  },
];

/** Questions that sound at home in such a manual and have no answer in it. */
export const unanswerable: readonly string[] = [
  'How do I create a clustered columnstore index?',
  'How do I convert a MyISAM table to InnoDB?',
  'How do I configure a Galera cluster with three nodes?',
  'How do I create a materialized view log for fast refresh?',
  'How do I flash back a table to a time before it was dropped?',
  'How do I enable query store to track plan regressions?',
  'How do I set up Always On availability groups?',
  'How do I query a temporal table FOR SYSTEM_TIME AS OF a date?',
  'How do I define a time to live so that rows expire by themselves?',
  'How do I add a MongoDB replica set arbiter?',
  'How do I install the TimescaleDB extension and make a hypertable?',
  'How do I find the nearest vectors of an embedding with pgvector?',
  'How do I schedule a nightly job with pg_cron?',
  'How do I put PgBouncer into transaction pooling mode?',
  'How do I deploy the operator on Kubernetes with Helm?',
  'What does a support contract for the enterprise edition cost?',
  'How do I use the ENGINE clause to choose a storage engine?',
  'How do I write a stored procedure in JavaScript with V8?',
  'How do I create a virtual table with FTS5?',
  'How do I restore an RDS snapshot to another region?',
];
