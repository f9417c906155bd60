import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useEffect, useRef } from 'react'
import { type Finding, placeOf } from '../../verifier/findings.ts'
import type { Report } from '../../verifier/report.ts'
import { beginning, codeWords, headline, trustWords } from '../verify/words.ts'

/** As many findings are shown at once. */
const shown = 20

/** What a verification came to, for people. */
export function VerifyReport({ report, name }: { readonly report: Report; readonly name: string }) {
  const { outcome, entries, findings, moreFindings, notes, doesNotProve } = report
  const { title, text } = headline(report)
  const holds = outcome === 'holds'
  const [first] = findings
  // It comes below a form that may fill a small screen.
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => top.current?.scrollIntoView({ block: 'nearest' }), [])
  const hidden = Math.max(0, findings.length - shown) + moreFindings
  return (
    <SpaceBetween size="l">
      <div role={holds ? 'status' : 'alert'} ref={top}>
        <Alert type={holds ? (report.sealed ? 'success' : 'warning') : 'error'} header={`${title}: ${name}`}>
          {text}
          {!holds && first && <Box>{`First: ${placeOf(first)}. ${codeWords[first.code]}.`}</Box>}
        </Alert>
      </div>
      {findings.length > 0 && (
        <Container
          header={
            <Header variant="h2" counter={`(${findings.length + moreFindings})`}>
              What was found
            </Header>
          }
        >
          <ol className="plain">
            {findings.slice(0, shown).map((finding) => (
              <Found
                key={`${placeOf(finding)} ${finding.code} ${finding.expected} ${finding.found}`}
                finding={finding}
              />
            ))}
          </ol>
          {hidden > 0 && <Box padding={{ top: 's' }}>{`And ${hidden} more, which may follow from these.`}</Box>}
        </Container>
      )}
      <Container header={<Header variant="h2">What was verified</Header>}>
        <SpaceBetween size="l">
          <KeyValuePairs columns={2} items={facts(report)} />
          {notes.length > 0 && <Items title="To know" texts={notes} />}
        </SpaceBetween>
      </Container>
      {entries.count > 0 && (
        <ExpandableSection headerText="What this does not prove" headingTagOverride="h2">
          <Items texts={doesNotProve} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  )
}

function Found({ finding }: { readonly finding: Finding }) {
  return (
    <li className="finding">
      <Box variant="strong">{`${placeOf(finding)}: ${codeWords[finding.code]}`}</Box>{' '}
      <Box variant="code">{finding.code}</Box>
      <div className="wraps">{`Expected: ${finding.expected}`}</div>
      <div className="wraps">{`Found: ${finding.found}`}</div>
      {finding.advice && <div className="wraps">{`To do: ${finding.advice}`}</div>}
    </li>
  )
}

const Items = ({ title, texts }: { readonly title?: string; readonly texts: readonly string[] }) => (
  <div>
    {title && <Box variant="h3">{title}</Box>}
    <ul>
      {texts.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  </div>
)

function facts(report: Report) {
  const { tenantId, entries, sealed, unsealed, checkpoints, keys, receipts, statements, witnesses, erased } = report
  const { count, first, last } = entries
  const counted = (what: string, gaps: number) => (gaps > 0 ? `${what}, with ${gaps} gaps between them` : what)
  return [
    { label: 'Organisation', value: tenantId ?? 'unknown' },
    { label: 'Entries', value: first && last ? `${count}: ${first.seq} to ${last.seq}` : 'none' },
    { label: 'Begins', value: beginning(report) },
    { label: 'Sealed', value: sealed ? `up to entry ${sealed.seq}, by a checkpoint of ${sealed.time}` : 'by nothing' },
    { label: 'Not sealed yet', value: `${unsealed} of the newest entries` },
    { label: 'Newest hash', value: <span className="wraps">{last?.hash ?? 'none'}</span> },
    { label: 'Checkpoints that count', value: counted(String(checkpoints.count), checkpoints.gaps) },
    { label: 'Receipts, statements and witnessed entries', value: `${receipts}, ${statements} and ${witnesses}` },
    { label: 'Erased personal values', value: String(erased.count) },
    {
      label: 'Keys',
      value:
        keys.length === 0 ? (
          'none'
        ) : (
          <ul className="plain">
            {keys.map(({ keyId, purpose, trust }) => (
              <li key={keyId} className="wraps">
                {`${keyId}, for ${purpose}s: ${trust ? trustWords[trust] : 'nothing given here leads to it'}`}
              </li>
            ))}
          </ul>
        ),
    },
  ]
}
