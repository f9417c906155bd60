/** Has the browser keep something as a file. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // Firefox still reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
