import Box from '@cloudscape-design/components/box'

/** What a denial and a revocation do besides: nobody gets in by the other door. */
export const Brake = ({ environment }: { readonly environment: string }) => (
  <Box color="text-body-secondary">
    The vendor’s emergency access to {environment} is refused for the next 24 hours, too, unless one of you lifts that
    under Environments.
  </Box>
)
