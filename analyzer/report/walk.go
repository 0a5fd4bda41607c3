package report

import "reflect"

// Fill replaces every nil slice under a report by an empty one, so that JSON
// shows [] and no reader has to tell null from nothing.
func Fill(r *Report) { fill(reflect.ValueOf(r).Elem()) }

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			fill(v.Field(i))
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		switch v.Type().Elem().Kind() {
		case reflect.Struct, reflect.Pointer, reflect.Slice:
			for i := 0; i < v.Len(); i++ {
				fill(v.Index(i))
			}
		}
	}
}

// Each rewrites every string of a report, in place.
func Each(r *Report, rewrite func(string) string) { each(reflect.ValueOf(r).Elem(), rewrite) }

func each(v reflect.Value, rewrite func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), rewrite)
		}
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			each(v.Field(i), rewrite)
		}
	case reflect.Slice:
		for i := 0; i < v.Len(); i++ {
			each(v.Index(i), rewrite)
		}
	case reflect.String:
		v.SetString(rewrite(v.String()))
	}
}
