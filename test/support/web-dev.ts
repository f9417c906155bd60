import { fakePeople } from './web/people.ts'
import { fakeSite } from './web/site.ts'

// `node test/support/web-dev.ts`: the admin centre to click through, without any AWS.
const { origin } = await fakeSite(Number(process.env.PORT ?? 4173))
console.log(`${origin}: sign in is at once. To be somebody else, set the cookie \`person\` to one of:`)
console.log(Object.keys(fakePeople).join(', '))
