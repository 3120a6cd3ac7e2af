package graph

// ExampleOperations are what a person who sees the API for the first time may want to run: they fit the schema and the
// embedded backend's first data.
const ExampleOperations = `# Who may log in, and how. Put the cursor into an operation and press Ctrl-Enter.
# The token is below, under Headers; the docs are behind the book on the left.
query LoginPolicy {
  loginPolicy {
    isDefault
    secondFactors
    multiFactors
    forceMfa
    details { sequence changeDate resourceOwner }
  }
}

mutation RemoveSecondFactor {
  removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL) {
    sequence
    changeDate
    resourceOwner
  }
}
`
