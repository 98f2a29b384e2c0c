"""The servers that the contract tests run against, each started fresh in a folder of its own."""
