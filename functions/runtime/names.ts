/** `source` of everything that this stack puts on its bus: the bus's rules match it. */
export const busSource = 'lockbox'

/** Where refused events lie in the failure bucket; the ledger's role may write there and nowhere else. */
export const refusedPrefix = 'refused/'
