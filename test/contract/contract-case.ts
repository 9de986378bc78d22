/** One duty of a port, as a test that every implementation of it runs. */
export interface ContractCase<Subject> {
  readonly name: string;
  readonly run: (subject: Subject) => Promise<void>;
}
