"""The sandbox in the browser: a partner's console drawn from the model, with no rule of the domain."""
