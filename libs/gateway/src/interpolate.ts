/**
 * Replaces the variables of a Compose value: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
 * `${NAME?message}`, `${NAME:+other}`, `${NAME+other}`, nested in defaults too; `$$` is a dollar sign.
 *
 * A variable that is not set is a problem here, where Compose puts an empty text and goes on: an empty route matches nothing.
 *
 * @param problems takes the end of a sentence for each thing that is wrong.
 */
export function interpolate(text: string, environment: NodeJS.ProcessEnv, problems: string[]): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar === -1) return result + text.slice(at);
    result += text.slice(at, dollar);
    const rest = text.slice(dollar);
    const plain = /^\$([A-Za-z_]\w*)/.exec(rest);
    const end = rest.startsWith('${') ? closingBrace(rest) : undefined;
    if (rest.startsWith('$$')) {
      result += '$';
      at = dollar + 2;
    } else if (plain?.[1] !== undefined) {
      result += value(plain[1], environment, problems);
      at = dollar + plain[0].length;
    } else if (end !== undefined) {
      result += substitute(rest.slice(2, end), environment, problems);
      at = dollar + end + 1;
    } else {
      problems.push(`has a $ that begins no variable in "${text}"; write $$ for a dollar sign`);
      return text;
    }
  }
  return result;
}

function closingBrace(text: string): number | undefined {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function value(name: string, environment: NodeJS.ProcessEnv, problems: string[]): string {
  const found = environment[name];
  if (found === undefined) problems.push(`uses the variable ${name}, which is not set and has no default`);
  return found ?? '';
}

function substitute(expression: string, environment: NodeJS.ProcessEnv, problems: string[]): string {
  const parts = /^([A-Za-z_]\w*)(?:(:?)([-?+])([\s\S]*))?$/.exec(expression);
  const name = parts?.[1];
  if (!parts || name === undefined) {
    problems.push(`has \${${expression}}, which is not a variable as Compose writes it`);
    return '';
  }
  const [, , colon, operator, word = ''] = parts;
  const found = environment[name];
  const present = found !== undefined && !(colon === ':' && found === '');
  switch (operator) {
    case '-':
      return present ? found : interpolate(word, environment, problems);
    case '+':
      return present ? interpolate(word, environment, problems) : '';
    case '?':
      if (!present) problems.push(`needs the variable ${name}${word === '' ? '' : `: ${word}`}`);
      return found ?? '';
    default:
      return value(name, environment, problems);
  }
}
