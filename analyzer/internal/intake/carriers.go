package intake

// textCarriers lists every carrier that reads text, except the PEM reader and
// the hex dump reader, which serve all others.
func textCarriers(s *sink) []carrier {
	return []carrier{
		newSecretReader(s),
		newSClient(s),
	}
}
