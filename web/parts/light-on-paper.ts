import { useEffect } from 'react'

const dark = 'awsui-dark-mode'

/** Paper is white: what is printed is light, whatever the screen is, and the screen is as before afterwards. */
export function useLightOnPaper(): void {
  useEffect(() => {
    const { classList } = document.body
    let was = false
    const before = () => {
      was = classList.contains(dark)
      classList.remove(dark)
    }
    const after = () => {
      classList.toggle(dark, was)
    }
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
}
