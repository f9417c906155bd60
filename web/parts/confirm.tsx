import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { detailOf } from '../api/problem.ts'

interface Props {
  readonly title: string
  /** What the button does, in full: people read the button, not the dialog. */
  readonly does: string
  readonly busy: boolean
  readonly error?: unknown
  readonly disabled?: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
  readonly children?: ReactNode
}

/** Asks before something is done that others notice. What went wrong shows in it, with all that was typed. */
export function Confirm({ title, does, busy, error, disabled = false, onConfirm, onCancel, children }: Props) {
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={onCancel}
      footer={
        <div className="dialog-buttons">
          <Button onClick={onCancel} variant="link">
            Cancel
          </Button>
          <Button variant="primary" wrapText loading={busy} disabled={disabled} onClick={onConfirm}>
            {does}
          </Button>
        </div>
      }
    >
      <SpaceBetween size="m">
        {error !== undefined && error !== null && (
          <div role="alert">
            <Alert type="error">{detailOf(error)}</Alert>
          </div>
        )}
        {children}
      </SpaceBetween>
    </Modal>
  )
}
