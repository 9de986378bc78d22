/** A message with its subject before it, unless one of its words is the subject. */
export function toldOf(subject: string, message: string): string {
  return namesIt(subject, message) ? message : `${subject}: ${message}`;
}

/** A short name may be a word by chance. */
const shortLength = 3;

function namesIt(subject: string, message: string): boolean {
  if (subject.length <= shortLength) return false;
  return message.split(/\s+/).some((word) => word.replace(/^["'(]+|["').,:;]+$/g, '') === subject);
}
