/** Sets a gauge to what the database says. It may be away: no figure is better than an old one. */
export async function reportBacklog(
  gauge: { set(value: number): void; remove(): void },
  read: () => Promise<number>,
): Promise<void> {
  try {
    gauge.set(await read());
  } catch {
    gauge.remove();
  }
}
