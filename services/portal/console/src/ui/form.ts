/** The fields of a form that is being submitted, by name; it is not sent anywhere by the browser. */
export function valuesOf(event: SubmitEvent): Record<string, string> {
  event.preventDefault();
  const entries = [...new FormData(event.currentTarget as HTMLFormElement)];
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}
