/** The names of options whose values, and all that lies below them, are secret. */
export const secretName =
  /token|secret|passw|credential|authorization|cookie|api[_-]?key|private[_-]?key|jwt$|pat$/i;
