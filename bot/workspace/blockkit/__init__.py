"""Block Kit and views as Slack checks them: shapes in, objections out; knows no workspace."""
