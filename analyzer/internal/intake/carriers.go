package intake

// textCarriers lists every carrier that reads text, except the PEM reader and
// the hex dump reader, which serve all others. At the end of an input they are
// closed from the last to the first: x509Text leaves out what the others know.
func textCarriers(s *sink) []carrier {
	return []carrier{
		newX509Text(s),
		newSecretReader(s),
		newSClient(s),
		newGnuTLS(s),
		newCurl(s),
		newKeytool(s),
		newScanReport(s),
		newJavaLog(s),
		newStackTrace(s),
		newServiceNow(s),
		newDirectionReader(s),
		newExport(s),
		newActiveFlag(s),
	}
}
