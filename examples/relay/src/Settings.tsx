import { graphql, useLazyLoadQuery } from 'react-relay'
import { Factors } from './Factors'
import { Providers } from './Providers'
import type { SettingsQuery } from './__generated__/SettingsQuery.graphql'

// Settings is the page. Without orgId it is about the organization at which the token's user is at home.
export function Settings() {
  const { organization } = useLazyLoadQuery<SettingsQuery>(
    graphql`
      query SettingsQuery {
        organization {
          id
          name
          loginPolicy {
            ...Factors_policy
            ...Providers_policy
          }
        }
      }
    `,
    {},
  )
  if (!organization?.loginPolicy) return <p role="alert">You may not read this organization’s login policy.</p>
  return (
    <>
      <h1>Logins of {organization.name}</h1>
      <Factors orgId={organization.id} policy={organization.loginPolicy} />
      <Providers policy={organization.loginPolicy} />
    </>
  )
}
