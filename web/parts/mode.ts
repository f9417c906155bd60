import { useEffect, useState } from 'react'

const key = 'lockbox.mode'
const system = matchMedia('(prefers-color-scheme: dark)')

const isDark = (): boolean => {
  const chosen = localStorage.getItem(key)
  return chosen === null ? system.matches : chosen === 'dark'
}

/** Dark or light: as the system says, until somebody chooses. */
export function useMode(): readonly [dark: boolean, toggle: () => void] {
  const [dark, setDark] = useState(isDark)
  useEffect(() => {
    const follow = () => setDark(isDark())
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [])
  useEffect(() => {
    document.body.classList.toggle('awsui-dark-mode', dark)
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  }, [dark])
  const toggle = () => {
    const next = !dark
    // What the system says anyway is no choice: the page follows it again.
    if (next === system.matches) localStorage.removeItem(key)
    else localStorage.setItem(key, next ? 'dark' : 'light')
    setDark(next)
  }
  return [dark, toggle]
}
