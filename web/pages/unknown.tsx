import Alert from '@cloudscape-design/components/alert'
import { AppLink } from '../parts/app-link.tsx'
import { Page } from '../parts/page.tsx'

export const Component = () => (
  <Page title="There is no such page">
    <Alert type="info">
      The address may be mistyped. Go to the <AppLink to="/">start page</AppLink>.
    </Alert>
  </Page>
)
