/** Examples under a command's help, a line each. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((one) => `  $ ${one}`).join('\n')}\n`
