import { createBrowserRouter, Navigate } from 'react-router'
import { Waiting } from './parts/page.tsx'
import { Lost, Shell } from './shell.tsx'

/** Each page is a bundle of its own, loaded when it is first opened. */
export const router = createBrowserRouter([
  { path: '/', lazy: () => import('./pages/welcome.tsx'), errorElement: <Lost />, HydrateFallback },
  { path: '/app', element: <Navigate to="/" replace /> },
  { path: '/app/signed-in', lazy: () => import('./pages/signed-in.tsx'), errorElement: <Lost />, HydrateFallback },
  {
    path: '/app',
    element: <Shell side="customers" />,
    errorElement: <Lost />,
    HydrateFallback,
    children: [
      { path: 'policies/lockbox', lazy: () => import('./pages/lockbox.tsx') },
      { path: 'requests/:id', lazy: () => import('./pages/request.tsx') },
      { path: 'receipts/:id', lazy: () => import('./pages/receipt.tsx') },
      { path: 'settings', lazy: () => import('./pages/settings.tsx') },
      { path: 'environments', lazy: () => import('./pages/environments.tsx') },
      { path: 'audit', lazy: () => import('./pages/audit.tsx') },
      { path: 'verify', lazy: () => import('./pages/verify.tsx') },
      { path: '*', lazy: () => import('./pages/unknown.tsx') },
    ],
  },
  {
    path: '/app/vendor',
    element: <Shell side="operators" />,
    errorElement: <Lost />,
    HydrateFallback,
    children: [
      { index: true, element: <Navigate to="requests" replace /> },
      { path: 'requests', lazy: () => import('./pages/vendor/requests.tsx') },
      { path: 'requests/new', lazy: () => import('./pages/vendor/new-request.tsx') },
      { path: 'requests/:id', lazy: () => import('./pages/vendor/request.tsx') },
      { path: 'receipts/:id', lazy: () => import('./pages/vendor/receipt.tsx') },
      { path: 'emergency', lazy: () => import('./pages/vendor/emergency.tsx') },
      { path: 'operators', lazy: () => import('./pages/vendor/operators.tsx') },
      { path: 'tenants', lazy: () => import('./pages/vendor/tenants.tsx') },
      { path: '*', lazy: () => import('./pages/unknown.tsx') },
    ],
  },
  { path: '*', lazy: () => import('./pages/unknown.tsx'), errorElement: <Lost />, HydrateFallback },
])

function HydrateFallback() {
  return <Waiting what="the page" />
}
