// Runs before the first paint, as a file of its own: the policy of this site allows no inline script. Cloudscape's
// colours hang on a class of the body, so it stands at the body's beginning. A block keeps its names to itself.
{
  const chosen = localStorage.getItem('lockbox.mode')
  const dark = chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
  document.body.classList.toggle('awsui-dark-mode', dark)
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
}
